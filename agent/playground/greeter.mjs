// The program of the playground: a small web server that does what its env file says, and refuses to start when that makes no sense.
//   node greeter.mjs PORT
import { createServer } from "node:http"

const { GREETING = "Hello", COLOUR = "grey", WORKERS = "" } = process.env
const port = Number(process.argv[2])

if (!/^\d+$/.test(WORKERS) || Number(WORKERS) < 1 || Number(WORKERS) > 16) {
  console.error(`Greeter cannot start: WORKERS must be a number from 1 to 16, but is "${WORKERS}".`)
  process.exit(1)
}

const plain = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
const page = `<!doctype html><meta charset="utf-8"><title>Greeter</title>
<body style="display:grid;place-content:center;height:100vh;margin:0;font:3rem system-ui;color:white;background:${plain(COLOUR)}">
${plain(GREETING)}`

createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page)
}).listen(port, "127.0.0.1", () => {
  console.log(`Greeter is ready: ${WORKERS} workers, ${COLOUR}, at http://127.0.0.1:${port}`)
})
process.on("SIGTERM", () => {
  console.log("Greeter says goodbye.")
  process.exit(0)
})
