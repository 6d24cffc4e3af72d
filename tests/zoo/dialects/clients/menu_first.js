// It chooses 1 in the menu, then plays. node menu_first.js PORT [FAULT]
// FAULT choice: it chooses 2.
"use strict";
const net = require("net");
const [port, fault] = process.argv.slice(2);
const fail = (why) => {
  console.error(`The game is over: ${why}`);
  process.exit(1);
};

const socket = net.connect({ host: "127.0.0.1", port: Number(port) });
let text = "";
let chosen = false;
let low = 0;
let high = 0;
let guess = 0;
const next = () => {
  guess = Math.floor((low + high) / 2);
  socket.write(`${guess}\n`);
};
const heard = (line) => {
  const numbers = line.match(/-?\d+/g);
  if (line.startsWith("Nombre entre") && numbers && numbers.length === 3) [low, high] = numbers.map(Number);
  else if (line.startsWith("plus grand")) low = guess + 1;
  else if (line.startsWith("plus petit")) high = guess - 1;
  else if (line.startsWith("gagne") || line.startsWith("perdu")) {
    console.log(line);
    process.exit(0);
  } else fail(`it said ${JSON.stringify(line)}`);
};
socket.setEncoding("utf8");
socket.on("data", (data) => {
  text += data;
  if (!chosen && text.endsWith("Votre choix : ")) {
    [chosen, text] = [true, ""];
    socket.write(fault === "choice" ? "2\n" : "1\n");
  }
  for (let end; (end = text.indexOf("\n")) >= 0; text = text.slice(end + 1)) heard(text.slice(0, end).trim());
  if (text === "> ") {
    text = "";
    next();
  }
});
socket.on("end", () => fail("the server has closed"));
socket.on("error", (error) => fail(error.message));
