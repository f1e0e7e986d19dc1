// Documents from one PouchDB to another over HTTP: `node pouchdb.cjs FOLDER COUNT`.
// Both keep LevelDB files; prints how long the replication took.
const http = require("node:http");
const path = require("node:path");
const express = require("express");
const expressPouchdb = require("express-pouchdb");
const PouchDB = require("pouchdb");

async function main(folder, count) {
  const Remote = PouchDB.defaults({ prefix: path.join(folder, "remote-") });
  const app = express();
  app.use("/", expressPouchdb(Remote, {
    mode: "minimumForPouchDB",
    inMemoryConfig: true,
    logPath: path.join(folder, "log.txt"),
  }));
  const server = http.createServer(app).listen(0);
  await new Promise((resolve) => server.on("listening", resolve));
  const local = new PouchDB(path.join(folder, "local"));
  await local.bulkDocs(Array.from({ length: count }, (_, number) => ({
    _id: String(number).padStart(8, "0"),
    guest: number % 1000,
    points: 60,
    body: "x".repeat(600),
  })));
  const began = process.hrtime.bigint();
  await local.replicate.to(`http://127.0.0.1:${server.address().port}/ledger`, { batch_size: 500 });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  process.stdout.write(`${JSON.stringify({ count, seconds })}\n`, () => process.exit(0));
}

main(process.argv[2], Number(process.argv[3]));
