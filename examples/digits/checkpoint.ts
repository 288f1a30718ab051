// Everything that changes while a network learns, in one file: a training that was stopped goes on from there.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeCheckpoint, InvalidFileError, type Parts } from "@chainrule/files";
import { loadCheckpoint, saveCheckpoint } from "@chainrule/files/node";
import type { Options } from "./options.ts";
import type { Curves } from "./pictures/lossCurves.ts";
import type { Position } from "./train.ts";
import { UserError } from "./userError.ts";

const file = "checkpoint.safetensors";

/** The path of the checkpoint in an output folder. It is there while a training runs, and after one that was stopped. */
export function checkpointIn({ output }: Options): string {
  return join(output, file);
}

/** Whether a training was stopped that had the same output folder. */
export function isInterrupted(options: Options): boolean {
  return existsSync(checkpointIn(options));
}

/** Writes down where a training is: its parts, its place, its curves so far, and what it was told. */
export function keep(options: Options, parts: Parts, position: Position, curves: Curves): void {
  const { train, validation } = curves;
  const flags = Object.fromEntries(flagsOf(options));
  saveCheckpoint(checkpointIn(options), parts, { ...position, train, validation, flags });
}

/**
 * Finds out whether a training can go on.
 * @throws UserError when none was stopped, it had other options, or the file is damaged.
 */
export function checkResumable(options: Options): void {
  if (!isInterrupted(options)) {
    throw new UserError(
      `No training was stopped that had ${options.output} as its output. Start one without --resume.`,
    );
  }
  const path = checkpointIn(options);
  try {
    const { data } = decodeCheckpoint(readFileSync(path));
    checkSame(data["flags"] as Record<string, string>, flagsOf(options));
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    throw new UserError(`${path} is damaged. ${error.message} Start anew, without --resume.`);
  }
}

/** Puts the parts, and the curves, back to where a training was stopped. */
export function goOn(options: Options, parts: Parts, curves: Curves): Position {
  const data = loadCheckpoint(checkpointIn(options), parts) as unknown as Position & Curves;
  curves.train.push(...data.train);
  curves.validation.push(...data.validation);
  return data;
}

function checkSame(saved: Record<string, string>, given: readonly (readonly [string, string])[]): void {
  const others = given.filter(([flag, text]) => saved[flag] !== text);
  if (others.length === 0) return;
  const had = others.map(([flag]) =>
    saved[flag] === undefined ? `no --${flag}` : `--${flag} ${saved[flag]}`,
  );
  const has = others.map(([flag, text]) => `--${flag} ${text}`);
  throw new UserError(
    `The training that was stopped had ${had.join(" and ")}, this one has ${has.join(" and ")}. ` +
      "Resume it with the flags it was started with, or start anew without --resume.",
  );
}

// The schedule follows from the model.
const irrelevant: readonly string[] = [
  "schedule",
  "output",
  "checkpoint",
  "resume",
  "help",
] satisfies (keyof Options)[];

/** The options that make a training what it is, as they are written on the command line. */
function flagsOf(options: Options): [flag: string, text: string][] {
  const relevant = Object.entries(options).filter(([name]) => !irrelevant.includes(name));
  return relevant.map(([name, option]) => [
    name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    String(option),
  ]);
}
