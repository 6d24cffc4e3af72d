// A banner of two lines, then every byte comes back. node echo_behind_a_banner.js PORT [FAULT]
// FAULT text: bytes that are no UTF-8 are changed.
"use strict";
const net = require("net");
const [port, fault] = process.argv.slice(2);

net.createServer((socket) => {
  socket.write("Welcome to echo.\nClose to leave.\n");
  socket.on("data", (data) => {
    if (!socket.write(fault === "text" ? data.toString() : data)) {
      socket.pause();
      socket.once("drain", () => socket.resume());
    }
  });
  socket.on("error", () => socket.destroy());
}).listen({ host: "127.0.0.1", port: Number(port), backlog: 100 });
