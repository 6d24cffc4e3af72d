// Nobody listens to a socket's "error": the reset of one client ends the whole program.
const net = require("net");

function answer(line) {
  const [, command, text] = /^(\w*) ?(.*)$/s.exec(line) || [];
  if (command === "UPPER" && text) return text.toUpperCase();
  if (command === "LOWER" && text) return text.toLowerCase();
  if (command === "DATENOW") return new Date().toISOString();
  return "ERR send UPPER, LOWER or DATENOW";
}

function talk(socket) {
  let rest = "";
  socket.setEncoding("utf8"); // it knows of letters that are cut in two
  socket.on("data", (data) => {
    const lines = (rest + data).split("\n");
    rest = lines.pop();
    for (const line of lines) socket.write(answer(line.replace(/\r$/, "")) + "\n");
    if (rest.length > 131072) socket.destroy();
  });
  socket.on("end", () => {
    if (rest) socket.write(answer(rest) + "\n");
    socket.end();
  });
}

net.createServer({ allowHalfOpen: true }, talk).listen(Number(process.argv[2]), "127.0.0.1");
