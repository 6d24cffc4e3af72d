// The echo pair in JavaScript: "pair.js server PORT" and "pair.js client HOST PORT".
const net = require("net");

const [role, ...words] = process.argv.slice(2);
if (role === "server") {
  const server = net.createServer((c) => {
    c.on("data", (data) => c.write(data));
    c.on("end", () => { c.end(); server.close(); });
  });
  server.listen(Number(words[0]), "127.0.0.1");
} else {
  const s = net.connect(Number(words[1]), words[0], () => s.write("Hello, world"));
  s.on("data", (data) => { console.log(data.toString()); s.end(); });
}
