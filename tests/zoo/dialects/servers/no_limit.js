// Nobody loses: there is no limit of tries. node no_limit.js PORT [FAULT]
// FAULT open: it does not close after a win.
"use strict";
const net = require("net");
const [port, fault] = process.argv.slice(2);

net.createServer({ allowHalfOpen: true }, (socket) => {
  const secret = 1 + Math.floor(Math.random() * 100);
  let rest = Buffer.alloc(0);
  let over = false;
  const answer = (line) => {
    if (over) return;
    const text = line.toString().replace(/\r$/, "");
    const guess = Number(text);
    if (!/^\d{1,9}$/.test(text) || guess < 1 || guess > 100) socket.write("what?\n");
    else if (guess < secret) socket.write("too low\n");
    else if (guess > secret) socket.write("too high\n");
    else {
      over = true;
      socket.write("you got it\n");
      if (fault !== "open") socket.end();
    }
  };
  socket.write("Welcome!\nThe number is between 1 and 100.\n");
  socket.on("data", (data) => {
    rest = Buffer.concat([rest, data]);
    for (let end; (end = rest.indexOf(10)) >= 0; rest = rest.subarray(end + 1)) answer(rest.subarray(0, end));
    if (rest.length > 2 ** 17) socket.destroy();
  });
  socket.on("end", () => {
    if (rest.length) answer(rest);
    socket.end();
  });
  socket.on("error", () => socket.destroy());
}).listen({ host: "127.0.0.1", port: Number(port), backlog: 100 });
