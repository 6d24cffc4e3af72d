// It plays by itself: the parameters come alone, and the hints are in French. node french_bot.js PORT
"use strict";
const net = require("net");
const fail = (why) => {
  console.error(`La partie est finie : ${why}`);
  process.exit(1);
};

const socket = net.connect({ host: "127.0.0.1", port: Number(process.argv[2]) });
let text = "";
let bounds = null;
let guess = 0;
const next = () => {
  guess = Math.floor((bounds[0] + bounds[1]) / 2);
  socket.write(`${guess}\n`);
};
const heard = (line) => {
  if (!bounds) {
    if (!/^-?\d+ -?\d+ \d+$/.test(line)) fail(`le serveur dit ${JSON.stringify(line)}`);
    bounds = line.split(" ").map(Number);
    next();
  } else if (line.startsWith("trop petit")) {
    bounds[0] = guess + 1;
    next();
  } else if (line.startsWith("trop grand")) {
    bounds[1] = guess - 1;
    next();
  } else if (line.startsWith("gagné") || line.startsWith("perdu")) {
    console.log(line);
    process.exit(0);
  } else fail(`le serveur dit ${JSON.stringify(line)}`);
};
socket.setEncoding("utf8");
socket.on("data", (data) => {
  text += data;
  for (let end; (end = text.indexOf("\n")) >= 0; text = text.slice(end + 1)) heard(text.slice(0, end).trim());
});
socket.on("end", () => fail("le serveur a fermé"));
socket.on("error", (error) => fail(error.message));
