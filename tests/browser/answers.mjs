/**
 * Answers queries in plain Node, from the files of a built site: node answers.mjs STATIC INDEX < request.
 * STATIC is the folder with our modules, INDEX the folder `error-index` of the site. The request is `{"rules": …, "limit": 10,
 * "queries": [[text, service or null], …]}`; what comes out is `{"answers": […], "files": […], "milliseconds": […]}`, of each
 * query its answer, the files that it was the first to read, and the time that the processor worked for it.
 */
import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const [modules, index] = process.argv.slice(2).map((folder) => pathToFileURL(`${folder}/`));
const { rules, limit, queries } = JSON.parse(await textOf(process.stdin));
globalThis.ErrorIndex = { rules };
const { Session } = await import(new URL("page/session.js", modules));
const { contentOf } = await import(new URL("page/loading.js", modules));

let read = [];
const session = new Session(async (path, name) => {
  read.push(path);
  return contentOf(await readFile(new URL(path.split("?")[0], index), "utf8"), name);
});

const answers = [];
const files = [];
const milliseconds = [];
for (const [text, service] of queries) {
  read = [];
  const start = process.cpuUsage();
  const answer = await session.run((resolver) => resolver.answer(text, { service: service ?? undefined, limit }));
  const { user, system } = process.cpuUsage(start);
  milliseconds.push((user + system) / 1000);
  files.push(read);
  for (const match of [...answer.matches, ...answer.elsewhere]) delete match.marks;
  answers.push(answer);
}
process.stdout.write(JSON.stringify({ answers, files, milliseconds }));
