/** A place in a program, as a stack trace tells it. */
export interface Place {
  /** The function, where it has a name. */
  readonly name: string;
  /** The file, as the engine names it. */
  readonly file: string;
  /** The line, counted from 1. */
  readonly line: number;
  /** The column, counted from 1. */
  readonly column: number;
}

/** `at f (file:1:2)` and `at file:1:2` in V8; `f@file:1:2` in SpiderMonkey and JavaScriptCore. */
const inV8 = /^\s*at (?:async )?(?:(.*) \()?(.+?):(\d+):(\d+)\)?$/;
const inOthers = /^(.*?)@(.+?):(\d+):(\d+)$/;

/** The places in a stack trace, the innermost first; those in native code are left out. */
export function placesIn(stack: string): Place[] {
  return stack.split("\n").flatMap((text) => {
    const [, name = "", file, line, column] = inV8.exec(text) ?? inOthers.exec(text.trim()) ?? [];
    if (file === undefined || /<anonymous>|^node:|^internal\//.test(file)) return [];
    const isModule = /^(module|global|eval) code$|<anonymous>|^anonymous$/.test(name);
    return [
      { name: isModule ? "" : name, file: shortened(file), line: Number(line), column: Number(column) },
    ];
  });
}

function shortened(file: string): string {
  if (!file.startsWith("file://")) return file;
  const path = decodeURIComponent(file.slice("file://".length));
  return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
}

/** The files of our packages, installed or in a checkout, as sources or compiled. */
const installed = /[\\/]@chainrule[\\/][a-z]+[\\/](src|dist)[\\/]/;
const own =
  /^(.*[\\/])autograd[\\/](?:src[\\/]explain[\\/][A-Za-z]+\.ts|dist[\\/](?:core|index)\.js)(?:\?.*)?$/;

/** Whether a file that holds code of this folder is one of ours, as a source or as published, and not what a user's bundler made. */
export function isOwnFile(file: string): boolean {
  return own.test(file);
}

/**
 * The places in code that is not ours, the innermost first.
 * @param here the file that holds this code: it tells where our packages lie, or else that they are all in that one file.
 */
export function placesOfUser(places: readonly Place[], here: string): Place[] {
  const [, packages] = own.exec(here) ?? [];
  return places.filter(({ file }) => {
    if (installed.test(file)) return false;
    if (packages === undefined) return file !== here;
    return !file.startsWith(packages) || !/^[a-z]+[\\/](src|dist)[\\/]/.test(file.slice(packages.length));
  });
}

/** A place as editors and terminals understand it. */
export function formatPlace({ name, file, line, column }: Place): string {
  const at = `${file}:${line}:${column}`;
  return name === "" ? at : `${name} (${at})`;
}
