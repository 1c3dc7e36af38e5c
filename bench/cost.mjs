/** What it costs this process to do something, once it has been done so often (`warmUp`) that it is compiled. */
export async function cost(count, work) {
  const before = process.cpuUsage();
  const times = [];
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(before);

  // In a pass of its own: to ask for the size of the heap costs time, too.
  let allocated = 0;
  let measured = 0;
  let heap = process.memoryUsage().heapUsed;
  for (let index = 0; index < count; index++) {
    await work();
    const now = process.memoryUsage().heapUsed;
    // It shrinks only when garbage is collected: what was allocated meanwhile nobody knows.
    if (now > heap) {
      allocated += now - heap;
      measured++;
    }
    heap = now;
  }
  times.sort((left, right) => left - right);
  return {
    cpuMs: (user + system) / 1000 / count,
    allocatedKb: allocated / 1024 / measured,
    ms: times[Math.floor(count / 2)],
  };
}

/** So many on a line that has just been opened, after many on another one: some things are asked once a line. */
export const FEW = 20;

/** The compiler works beside, and would be counted. */
export async function warmUp(count, work) {
  for (let index = 0; index < count; index++) await work();
}
