// `npm start`: the same as `beckon start`.
process.argv.splice(2, 0, 'start');
await import('./beckon.mjs');
