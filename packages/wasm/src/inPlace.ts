import { sizeOf } from "@chainrule/autograd/engine";
import { touched } from "./allocate.ts";
import { inside, viewsIn } from "./emit/expression.ts";
import { isNest, isSamePlace, nestOf, readsIn, storesIn } from "./fusion/nest.ts";
import {
  type Buffer,
  type Expression,
  isContiguous,
  type Kernel,
  type MapKernel,
  type Plan,
  rootsOf,
  type Store,
  type Sweep,
  type View,
} from "./ir.ts";

/**
 * Results of loops and products that can be written where an outside buffer lies: nothing reads that later, the kernel itself reads it
 * entry by entry, and nothing that comes later can throw and leave the rest undone.
 */
export function inPlace(
  plan: Plan,
  updates: readonly (readonly [result: Buffer, home: Buffer])[],
): Map<Buffer, Buffer> {
  const { kernels } = plan;
  const same = new Map<Buffer, Buffer>();
  const writers = new Map<Buffer, number>();
  /** What several kernels write. */
  const shared = new Set<Buffer>();
  const lastReads = new Map<Buffer, number>();
  const risk = lastRisk(plan);
  kernels.forEach((kernel, i) => {
    const { reads, writes } = touched(kernel);
    for (const buffer of writes) {
      if (writers.has(buffer)) shared.add(buffer);
      writers.set(buffer, i);
    }
    for (const buffer of reads) lastReads.set(buffer, i);
  });
  for (const [result, home] of updates) {
    const writer = writers.get(result) ?? -1;
    const kernel = kernels[writer];
    if (kernel === undefined || shared.has(result)) continue;
    if (result.dtype !== home.dtype || result.size !== home.size) continue;
    if ((lastReads.get(home) ?? -1) > writer || risk > writer) continue;
    if (isReadEntrywise(kernel, result, home)) same.set(result, home);
  }
  return same;
}

/** Whether a kernel reads of a home what it then writes there, and nothing that it has written. */
function isReadEntrywise(kernel: Kernel, result: Buffer, home: Buffer): boolean {
  if (kernel.kind === "matmul") {
    // A tile's entries are all computed before the first is stored.
    const { target } = kernel.stores.find((store) => store.target.buffer === result) as Store;
    const isFactor = [kernel.a, kernel.b].some(({ buffer }) => buffer === home);
    const isSame = (view: View): boolean =>
      view.buffer !== home || isSamePlace({ ...target, buffer: home }, view);
    return !isFactor && isContiguous(target) && viewsIn(rootsOf(kernel)).every(isSame);
  }
  if (!isNest(kernel)) return false;
  // Single numbers are computed one after another.
  if (sizeOf(kernel.shape) === 1)
    return kernel.kind === "map" ? isOverwrittenLast(kernel, result, home) : rootsOf(kernel).length === 1;
  const { sweeps } = nestOf(kernel);
  const writes = (sweep: Sweep): View | undefined =>
    storesIn([sweep]).find(({ target }) => target.buffer === result)?.target;
  const last = sweeps.findIndex((sweep) => writes(sweep) !== undefined);
  const target = writes(sweeps[last]) as View;
  if (sizeOf(target.shape.filter((_, axis) => target.strides[axis] !== 0)) !== result.size) return false;
  return sweeps.every((sweep, i) =>
    readsIn([sweep]).every(
      (view) => view.buffer !== home || (i <= last && isSamePlace({ ...target, buffer: home }, view)),
    ),
  );
}

/** The stores of a kernel, by the order in which they are made. */
interface StoreOrder {
  readonly writers: ReadonlyMap<Buffer, number>;
  /** The last store that reads a buffer. */
  readonly lastReaders: ReadonlyMap<Buffer, number>;
}

const orders = new WeakMap<MapKernel, StoreOrder>();

/** Of several stores of single numbers: whether none behind that of a result reads its home. */
function isOverwrittenLast(kernel: MapKernel, result: Buffer, home: Buffer): boolean {
  const { writers, lastReaders } = orders.get(kernel) ?? orderOf(kernel);
  return (lastReaders.get(home) ?? -1) <= (writers.get(result) as number);
}

function orderOf(kernel: MapKernel): StoreOrder {
  const { stores } = kernel;
  const writers = new Map(stores.map(({ target }, i) => [target.buffer, i]));
  const lastReaders = new Map<Buffer, number>();
  // What is met first on the way from the last store is what it is read by last.
  const met = new Set<Expression>();
  for (let i = stores.length - 1; i >= 0; i--) {
    const open = [stores[i].value];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (met.has(next)) continue;
      met.add(next);
      if (next.kind === "read" && !lastReaders.has(next.view.buffer)) lastReaders.set(next.view.buffer, i);
      if (next.kind === "call") open.push(...next.operands);
    }
  }
  const order = { writers, lastReaders };
  orders.set(kernel, order);
  return order;
}

/** The last kernel that may throw; -1 when none does. */
export function lastRisk({ kernels }: Plan): number {
  return kernels.findLastIndex(mayThrow);
}

/** Whether a kernel calls something that refuses certain numbers: an op's forward, or a function of integers. */
function mayThrow(kernel: Kernel): boolean {
  if (kernel.kind === "forward") return true;
  return Array.from(inside(rootsOf(kernel)).keys()).some(
    (expression) =>
      expression.kind === "call" &&
      expression.forward !== undefined &&
      expression.operands.some(({ dtype }) => dtype === "int32"),
  );
}
