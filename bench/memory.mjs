// Runs in a process of its own: node memory.mjs <module> <variant>. Prints Measurements of the most memory that it held.
// No TypeScript in this process: what strips the types would be part of it.
const [module, variant] = process.argv.slice(2);
const steps = 2000;

try {
  const { start } = await import(module);
  const step = await start(variant, "");
  const results = [];
  for (let i = 1; i <= steps; i++) {
    const result = await step();
    if (i === 1 || i === 20) results.push(result);
  }
  const peak = (process.resourceUsage().maxRSS * 1024) / 1e6;
  console.log(JSON.stringify({ "": { times: [peak], results } }));
} catch (error) {
  if (error.name !== "Absent") throw error;
  console.log(JSON.stringify({ absent: error.message }));
}
process.exit(0);
