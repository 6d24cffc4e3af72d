// A text server in French: a greeting, a prompt, commands with other names, words around replies.
const net = require('node:net');

const WELCOME = 'Serveur de texte\nCommandes : MAJ <texte>, MIN <texte>, HEURE\n> ';

function replyTo(line) {
  const [command, ...rest] = line.split(' ');
  const text = rest.join(' ');
  if (command === 'HEURE') return `Il est ${new Date().toISOString()}`;
  if (command !== 'MAJ' && command !== 'MIN') return `Commande inconnue : ${command}`;
  if (!text) return `Il manque un texte derrière ${command}`;
  return `=> ${command === 'MAJ' ? text.toUpperCase() : text.toLowerCase()}`;
}

net.createServer({ allowHalfOpen: true }, (socket) => {
  let buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.write(WELCOME);
  socket.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (let end; (end = buffer.indexOf(10)) >= 0;) {
      const line = buffer.subarray(0, end).toString().replace(/\r$/, '');
      buffer = buffer.subarray(end + 1);
      socket.write(`${replyTo(line)}\n> `);
    }
    if (buffer.length > 65536) socket.end('Ligne trop longue\n');
  });
  socket.on('end', () => socket.end(buffer.length ? `${replyTo(buffer.toString())}\n` : undefined));
}).listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
