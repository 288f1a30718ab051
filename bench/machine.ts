import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { Absent } from "./absent.ts";
import { python } from "./python.ts";

/** What a run depends on: label and text of each thing. */
export type Machine = Readonly<Record<string, string>>;

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    Processor: `${processors[0].model.trim()}, ${processors.length} logical cores`,
    Memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    System: `${distribution()}${type()} ${release()}, ${process.arch}`,
    Node: `${process.version}, V8 ${process.versions.v8}`,
    Chainrule: revision(),
    PyTorch: pytorch(),
    "jax-js": versionOf("@jax-js/jax"),
    "TensorFlow.js": versionOf("@tensorflow/tfjs"),
    "onnxruntime-node": versionOf("onnxruntime-node"),
  };
}

function pytorch(): string {
  try {
    const { torch, version } = python();
    return `${torch}, Python ${version}`;
  } catch (error) {
    if (error instanceof Absent) return error.message;
    throw error;
  }
}

function distribution(): string {
  try {
    const name = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
    return name === undefined ? "" : `${name}, `;
  } catch {
    return "";
  }
}

function revision(): string {
  const git = (...args: string[]): string =>
    spawnSync("git", args, { cwd: new URL(".", import.meta.url), encoding: "utf8" }).stdout?.trim() ?? "";
  const changed = git("status", "--porcelain", "--", "../packages") === "" ? "" : ", changed";
  return `${git("rev-parse", "--short", "HEAD") || "unknown revision"}${changed}`;
}

function versionOf(name: string): string {
  const file = new URL(`node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
