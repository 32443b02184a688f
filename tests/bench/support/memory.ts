import { spawnSync } from 'node:child_process';

/** Of a process and all that it has started: the largest of Chromium's page processes, and all of them together. */
export function memoryOf(pid: number): { pageMB: number; allMB: number } {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' });
  const rows = stdout.split('\n').map((line) => {
    const [own = '', parent = '', size = '', ...words] = line.trim().split(/\s+/);
    return {
      pid: Number(own),
      parent: Number(parent),
      megabytes: Number(size) / 1000,
      args: words.join(' '),
    };
  });
  const family = new Set([pid]);
  for (let before = 0; before < family.size;) {
    before = family.size;
    for (const row of rows) if (family.has(row.parent)) family.add(row.pid);
  }
  const own = rows.filter((row) => family.has(row.pid));
  const pages = own.filter(({ args }) => args.includes('--type=renderer'));
  return {
    pageMB: Math.round(Math.max(0, ...pages.map(({ megabytes }) => megabytes))),
    allMB: Math.round(own.reduce((sum, { megabytes }) => sum + megabytes, 0)),
  };
}
