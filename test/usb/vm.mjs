// The USB path on a real kernel USB stack, without hardware: boots a virtual machine whose kernel plays both the
// register (a gadget 2912:0005 on dummy_hcd) and the computer that it is plugged into, and runs guest.sh there.
// Debian: apt-get install qemu-system-x86 linux-image-amd64 busybox-static cpio
import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));

/** A run takes about a minute; under emulation nothing in it is quick. */
const LIMIT_MS = 10 * 60_000;

/** What the guest needs before it can read the disk of this computer. */
const BOOT_MODULES = ['9pnet_virtio', 'virtio_pci', '9p', 'overlay'];
/** What guest.sh loads by itself. */
const USB_MODULES = ['dummy_hcd', 'libcomposite', 'usb_f_acm', 'cdc-acm'];

const PACKAGES = 'apt-get install qemu-system-x86 linux-image-amd64 busybox-static cpio';

class Missing extends Error {}

/** The newest kernel in /boot that has its modules here, with all the modules needed. */
function findKernel() {
  const versions = existsSync('/boot')
    ? readdirSync('/boot')
        .filter((name) => name.startsWith('vmlinuz-'))
        .map((name) => name.slice(8))
    : [];
  for (const version of versions.sort().reverse()) {
    const modules = join('/lib/modules', version);
    if (!existsSync(join(modules, 'modules.dep'))) continue;
    const dependencies = readDependencies(modules);
    if (![...BOOT_MODULES, ...USB_MODULES].every((name) => dependencies.has(name.replaceAll('-', '_'))))
      continue;
    return { version, image: join('/boot', `vmlinuz-${version}`), modules, dependencies };
  }
  throw new Missing('no kernel in /boot has the modules 9p, overlay, dummy_hcd and usb_f_acm');
}

/** Module name to its file and the files it needs, in the order in which modules.dep lists them. */
function readDependencies(modules) {
  const table = new Map();
  const nameOf = (path) =>
    basename(path)
      .replace(/\.ko(\.\w+)?$/, '')
      .replaceAll('-', '_');
  for (const line of readFileSync(join(modules, 'modules.dep'), 'utf8').split('\n')) {
    const [path, needs] = line.split(':');
    if (path) table.set(nameOf(path), [path, ...needs.trim().split(' ').filter(Boolean)]);
  }
  for (const path of readFileSync(join(modules, 'modules.builtin'), 'utf8').split('\n')) {
    if (path) table.set(nameOf(path), []);
  }
  return table;
}

/** Files of modules so that each one stands behind those that it needs. */
function loadOrder({ dependencies }) {
  const files = [];
  for (const name of BOOT_MODULES) {
    for (const file of (dependencies.get(name) ?? []).toReversed())
      if (!files.includes(file)) files.push(file);
  }
  return files;
}

/** A root of busybox and modules that mounts the disk of this computer read-only and puts a RAM disk over it. */
function makeInitrd(kernel, folder) {
  const tree = join(folder, 'root');
  for (const name of ['bin', 'dev', 'host', 'mod', 'proc', 'sys'])
    mkdirSync(join(tree, name), { recursive: true });
  copyFileSync(findProgram('busybox'), join(tree, 'bin', 'busybox'));
  loadOrder(kernel).forEach((file, index) => {
    const target = join(
      tree,
      'mod',
      `${String(index).padStart(2, '0')}-${basename(file).replace(/\.xz$/, '')}`,
    );
    const source = join(kernel.modules, file);
    if (file.endsWith('.xz')) writeFileSync(target, runOrThrow('xz', ['-dc', source]));
    else copyFileSync(source, target);
  });
  writeFileSync(join(tree, 'init'), initScript(), { mode: 0o755 });
  const archive = runOrThrow('sh', ['-c', 'find . | cpio --quiet -o -H newc'], tree);
  const initrd = join(folder, 'initrd');
  writeFileSync(initrd, archive);
  return initrd;
}

function initScript() {
  const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const command = [
    `cd ${quote(root)}`,
    `export NODE=${quote(process.execPath)} PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root NO_COLOR=1`,
    'echo "guest start"',
    `bash test/usb/guest.sh ${process.argv.slice(2).map(quote).join(' ')}`,
    'echo "guest exit $?"',
  ].join('; ');
  return `#!/bin/busybox sh
/bin/busybox mkdir -p /sbin /usr/bin; /bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t devtmpfs dev /dev
for m in /mod/*; do insmod $m; done
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=262144 host /host
mkdir -p /rw /root2; mount -t tmpfs tmpfs /rw; mkdir /rw/up /rw/wk
mount -t overlay overlay -o lowerdir=/host,upperdir=/rw/up,workdir=/rw/wk /root2
mount -t proc proc /root2/proc; mount -t sysfs sys /root2/sys; mount -t devtmpfs dev /root2/dev
mkdir -p /root2/dev/pts; mount -t devpts devpts /root2/dev/pts; ${root.startsWith('/tmp/') ? ':' : 'mount -t tmpfs tmpfs /root2/tmp'}; ip link set lo up
chroot /root2 /bin/bash -c ${quote(command)}
sync; poweroff -f
`;
}

function boot(kernel, initrd) {
  return new Promise((resolve, reject) => {
    // Nested KVM may exist and still hang the guest, so the machine is emulated.
    const qemu = spawn(
      findProgram('qemu-system-x86_64'),
      [
        ['-accel', 'tcg,thread=multi', '-cpu', 'max', '-m', '1024', '-smp', '2', '-nographic', '-no-reboot'],
        ['-kernel', kernel.image, '-initrd', initrd, '-append', 'console=ttyS0 panic=-1 loglevel=3'],
        ['-virtfs', 'local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap'],
        ['-net', 'none'],
      ].flat(),
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const timer = setTimeout(() => qemu.kill('SIGKILL'), LIMIT_MS);
    let line = '';
    // What a machine that ends too early has said last.
    let boot = [];
    let started = false;
    let exitCode;
    qemu.stdout.setEncoding('utf8').on('data', (text) => {
      const lines = (line + text.replaceAll('\r', '')).split('\n');
      line = lines.pop() ?? '';
      for (const one of lines) {
        const done = /^guest exit (\d+)$/.exec(one);
        if (done) exitCode = Number(done[1]);
        else if (started && exitCode === undefined) process.stdout.write(`${one}\n`);
        if (!started) boot = [...boot.slice(-40), one];
        started ||= one.endsWith('guest start');
      }
    });
    qemu.on('error', reject);
    qemu.on('close', () => {
      clearTimeout(timer);
      if (exitCode === undefined) {
        const last = started ? [line] : [...boot, line];
        process.stdout.write(`${last.join('\n')}\nthe machine ended without a result\n`);
      }
      resolve(exitCode ?? 1);
    });
  });
}

function findProgram(name) {
  const path = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
  if (path === undefined) throw new Missing(`${name} is not installed`);
  return path;
}

function runOrThrow(command, args, cwd = root) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, maxBuffer: 1 << 28 });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return stdout;
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'atol-usb-'));
  try {
    for (const program of ['qemu-system-x86_64', 'busybox', 'cpio']) findProgram(program);
    const kernel = findKernel();
    const started = Date.now();
    const code = await boot(kernel, makeInitrd(kernel, folder));
    process.stdout.write(`kernel ${kernel.version}, ${Math.round((Date.now() - started) / 1000)} s\n`);
    return code;
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    process.stdout.write(`${error.message}\nOn Debian: ${PACKAGES}\n`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
