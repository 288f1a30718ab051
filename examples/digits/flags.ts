// What the flags of both programs have in common: node:util finds them, here their values are checked.
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { UserError } from "./userError.ts";

/**
 * Splits a command line into flags and other arguments.
 * @throws UserError for an unknown flag or one without its value; `help` tells where to look.
 */
export function parseFlags<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  help: string,
  { allowPositionals = false } = {},
) {
  // npm takes the "--" of "npm start -- --epochs 1" away, pnpm passes it on.
  const given = args[0] === "--" ? args.slice(1) : args;
  // "--epochs -3" is a bad number, not a flag called -3.
  const joined: string[] = [];
  for (const arg of given) {
    const flag = joined.at(-1);
    const isValue = /^-[\d.]/.test(arg) && flag !== undefined && /^--[^=]+$/.test(flag);
    if (isValue) joined[joined.length - 1] = `${flag}=${arg}`;
    else joined.push(arg);
  }
  try {
    return parseArgs({ args: joined, options, allowPositionals, strict: true });
  } catch (error) {
    const message = (error as Error).message.split(/\. |\n/)[0].replace(/\.$/, "");
    throw new UserError(`${message}. See ${help}.`);
  }
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The value of a flag that takes a whole number. */
export function readInteger(flag: string, text: string, { min, max }: Range): number {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UserError(`--${flag} needs a whole number from ${min} to ${max}, got "${text}".`);
}

/** The value of a flag that takes a number above 0. */
export function readPositive(flag: string, text: string, max: number): number {
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (number > 0 && number <= max) return number;
  throw new UserError(`--${flag} needs a number above 0 and at most ${max}, got "${text}".`);
}

/** The value of a flag that takes whole numbers with commas between them. */
export function readIntegers(flag: string, text: string, range: Range): number[] {
  return text.split(",").map((part) => readInteger(flag, part.trim(), range));
}

/** The value of a flag that takes one of some words. */
export function readChoice<Choice extends string>(
  flag: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((word) => word === text);
  if (choice !== undefined) return choice;
  throw new UserError(`--${flag} needs ${choices.join(", ")}, got "${text}".`);
}
