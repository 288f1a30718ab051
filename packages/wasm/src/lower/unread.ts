import { touched } from "../allocate.ts";
import type { Buffer, Plan } from "../ir.ts";

/** The plan without stores that nothing reads: of several numbers in one kernel, those that the kernel alone needs. */
export function withoutUnread({ buffers, kernels, results }: Plan): Plan {
  const read = new Set<Buffer>(Array.from(results.values(), ({ buffer }) => buffer));
  for (const kernel of kernels) for (const buffer of touched(kernel).reads) read.add(buffer);
  const dropped = new Set<Buffer>();
  const kept = kernels.map((kernel) => {
    if (kernel.kind !== "map" || kernel.stores.length < 2) return kernel;
    const stores = kernel.stores.filter(({ target: { buffer } }) => {
      if (!read.has(buffer)) dropped.add(buffer);
      return read.has(buffer);
    });
    return stores.length === kernel.stores.length ? kernel : { ...kernel, stores };
  });
  return { buffers: buffers.filter((buffer) => !dropped.has(buffer)), kernels: kept, results };
}
