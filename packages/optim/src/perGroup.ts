import { checkNonNegative } from "./updateRule.ts";

/** A number for all groups of parameters, or a list with one for each. */
export type PerGroup = number | readonly number[];

/**
 * Reads such an option: the number for a group, counted from 0.
 * @param groups how many there are, where that is known already.
 * @throws RangeError unless all numbers are finite and at least 0, and there is one for each group.
 */
export function perGroup(
  name: string,
  option: string,
  numbers: PerGroup,
  groups?: number,
): (group: number) => number {
  if (typeof numbers === "number") {
    checkNonNegative(name, { [option]: numbers });
    return () => numbers;
  }
  const list = [...numbers];
  for (const [group, number] of list.entries()) checkNonNegative(name, { [`${option}[${group}]`]: number });
  if (groups !== undefined && list.length !== groups) {
    throw new RangeError(
      `${name}: ${option} is a number or a list of one for each of the ${groups} group(s), got ${list.length}.`,
    );
  }
  return (group) => {
    if (group < list.length) return list[group];
    throw new RangeError(`${name}: ${option} has no number for group ${group}. List one for each group.`);
  };
}
