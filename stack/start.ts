import { applyDemo } from './demo/apply-demo';
import { DEMO_KERNEL, DEMO_PREFLIGHT, DEMO_RELEASE } from './demo/demo-module';
import { followPreflight } from './follow-preflight';
import { printHints } from './hints';
import { createLiveView } from './live-view';
import { startStack, type Stack } from './stack';
import { readRunningStack, removeStackFiles, RUN_FOLDER, writeStackFiles, type StackFile } from './stack-file';
import { listenForStop } from './stop-signal';

/** So that a pushed image shows without asking for it. */
const VALIDATOR_FLAGS = ['--recheck-interval=30s'];
const INTERRUPTED = 130;
const DEMO = { name: DEMO_PREFLIGHT, release: DEMO_RELEASE, kernel: DEMO_KERNEL };

async function main(runFolder: string): Promise<void> {
  const running = await readRunningStack(runFolder);
  if (running)
    throw new Error(`the stack runs already (pid ${running.pid}, ${running.apiServer.url}); stop that one first`);
  const startedAt = performance.now();
  const stop = listenForStop();
  await removeStackFiles(runFolder);
  const starting = startStack({
    runFolder,
    validatorFlags: VALIDATOR_FLAGS,
    withConsole: true,
    onProgress: sayProgress,
  });
  // The programs end with this process, and a build may take minutes: nobody waits for the end of a start.
  const stack = await Promise.race([starting, stop.asked]);
  if (!stack) return process.exit(INTERRUPTED);
  try {
    const file = await setUpDemo(stack);
    say(`The stack runs, ${((performance.now() - startedAt) / 1000).toFixed(1)} s after its start. Ctrl-C stops it.\n`);
    await showDemo(stack, file, stop.asked);
    say('\nStopping …');
  } finally {
    await removeStackFiles(runFolder);
    await stack.stop();
  }
  say('Everything is stopped.');
}

async function setUpDemo(stack: Stack): Promise<StackFile> {
  sayProgress('pushing images and creating Nodes, Modules and a preflight');
  const file = await writeStackFiles(stack);
  await applyDemo(stack);
  say(`\n${printHints(file, process.cwd())}`);
  return file;
}

/** Returns when it is to stop; throws when a part of the stack ends by itself. */
async function showDemo(stack: Stack, { kubeconfigs }: StackFile, stopAsked: Promise<void>): Promise<void> {
  const view = createLiveView(process.stdout, process.env);
  const redraw = () => view.redraw();
  process.stdout.on('resize', redraw);
  const follower = followPreflight(kubeconfigs.admin, DEMO, (picture) => view.show(picture));
  const ended = await Promise.race([stack.ended, stopAsked]);
  process.stdout.off('resize', redraw);
  await follower.stop();
  if (ended) throw new Error(ended.message);
}

function sayProgress(line: string): void {
  say(`• ${line}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main(process.argv[2] ?? RUN_FOLDER).catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
