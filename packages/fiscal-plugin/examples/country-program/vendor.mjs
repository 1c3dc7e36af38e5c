// Plays the vendor's program: reads the task from a JSON file, "prints" it, answers by its exit code and a file.
// vendor.mjs TASK.json [--state ok|no-paper|slow]
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const [file, , state = 'ok'] = process.argv.slice(2);
const task = JSON.parse(readFileSync(file, 'utf8'));
const answer = file.replace('task-', 'printed-');
if (state === 'no-paper') process.exit(3);
if (state === 'slow') await new Promise((resolve) => setTimeout(resolve, 300));
if (!existsSync(answer)) {
  writeFileSync(`${answer}.new`, JSON.stringify({ receipt: `V-${task.number}`, total: task.total }));
  renameSync(`${answer}.new`, answer);
}
process.stdout.write(`printed ${task.number}\n`);
