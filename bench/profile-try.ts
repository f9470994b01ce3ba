/** growth on an engine file with names */
import { growth } from './growth.ts';

await growth(
  ({ of, size, cost }) => console.log(`| ${of} | ${size.toLocaleString('en-US')} | ${cost.toFixed(2)} |`),
  process.argv[2] as never,
);
