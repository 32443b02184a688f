import { createServices } from '../../../../src-main/services';

/** Run by locks.test.ts in a process of its own: adds classes to a project, one after another. */
const [dataDir = '', slug = '', name = '', times = '0'] = process.argv.slice(2);
const { classes } = await createServices(dataDir);
for (let i = 0; i < Number(times); i++) await classes.add(slug, `${name} ${i}`);
