import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Generator, tensor } from "@chainrule/autograd";
import { describe, expect, it, onTestFinished } from "vitest";
import { InvalidFileError } from "../src/index.ts";
import {
  loadCheckpoint,
  loadNpy,
  loadNpz,
  loadSafetensors,
  saveCheckpoint,
  saveNpy,
  saveNpz,
  saveSafetensors,
  writeFileAtomically,
} from "../src/node.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe("files", () => {
  it("hold tensors, checkpoints and arrays of NumPy", () => {
    const folder = newFolder();
    const path = (name: string): string => join(folder, name);
    saveSafetensors(path("a"), { x: tensor([1, 2]) }, { metadata: { by: "us" } });
    expect(loadSafetensors(path("a"))).toEqual({
      tensors: { x: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } },
      metadata: { by: "us" },
    });
    saveNpy(path("b"), tensor([[1], [2]]));
    expect(loadNpy(path("b")).toArray()).toEqual([[1], [2]]);
    saveCheckpoint(path("c"), { generator: new Generator(3) }, { epoch: 7 });
    const generator = new Generator(4);
    expect(loadCheckpoint(path("c"), { generator })).toEqual({ epoch: 7 });
    expect(generator.state.data).toEqual(new Generator(3).state.data);
    saveNpz(path("d"), { x: tensor([3]) });
    expect(loadNpz(path("d"))["x"].toArray()).toEqual([3]);
    expect(readdirSync(folder).toSorted()).toEqual(["a", "b", "c", "d"]);
  });

  it("are named in the messages about them", () => {
    const path = join(newFolder(), "notes.txt");
    writeFileSync(path, "not at all");
    for (const load of [loadSafetensors, loadNpy, loadNpz, (path: string) => loadCheckpoint(path, {})]) {
      expect(() => load(path)).toThrow(InvalidFileError);
      expect(() => load(path)).toThrow(`${path}: Cannot read this as `);
      expect(() => load(`${path}.gone`)).toThrow(/ENOENT/);
    }
  });
});

describe("writeFileAtomically", () => {
  const text = (text: string): Uint8Array => new TextEncoder().encode(text);

  it("takes the place of an earlier file, and leaves no other", () => {
    const folder = newFolder();
    for (const contents of ["long contents ü", "short", ""]) {
      writeFileAtomically(join(folder, "file"), contents.length > 5 ? contents : text(contents));
      expect(readFileSync(join(folder, "file"), "utf8")).toBe(contents);
      expect(readdirSync(folder)).toEqual(["file"]);
    }
  });

  it("replaces the file that a link leads to, not the link", ({ skip }) => {
    const folder = newFolder();
    writeFileSync(join(folder, "first"), "old");
    try {
      symlinkSync("first", join(folder, "latest"));
    } catch {
      skip("links need a permission here");
    }
    writeFileAtomically(join(folder, "latest"), text("new"));
    expect(readFileSync(join(folder, "first"), "utf8")).toBe("new");
    expect(readdirSync(folder).toSorted()).toEqual(["first", "latest"]);
  });

  it("leaves the earlier file and nothing else when it cannot write", () => {
    const folder = newFolder();
    mkdirSync(join(folder, "taken"));
    writeFileSync(join(folder, "taken", "inside"), "");
    expect(() => writeFileAtomically(join(folder, "taken"), text("new"))).toThrow();
    expect(readdirSync(folder)).toEqual(["taken"]);
    expect(() => writeFileAtomically(join(folder, "no", "folder"), text("new"))).toThrow(/ENOENT/);
    expect(readdirSync(folder)).toEqual(["taken"]);
  });

  it("removes what killed processes left behind, and nothing else", () => {
    const folder = newFolder();
    const others = [
      "file.0123abcd.tmp.bak",
      "file.xyz.tmp",
      "file2.0123abcd.tmp",
      "file.tmp",
      "file.0123abcd.tmp2",
    ];
    for (const name of ["file.0123abcd.tmp", "file.deadbeef.tmp", "file.00000000.tmp", ...others]) {
      writeFileSync(join(folder, name), "half");
      if (name !== "file.00000000.tmp") utimesSync(join(folder, name), 1e9, 1e9);
    }
    writeFileAtomically(join(folder, "file"), text("whole"));
    // The third is younger than this process: somebody may be writing it.
    expect(readdirSync(folder).toSorted()).toEqual(["file", "file.00000000.tmp", ...others].toSorted());
  });

  it("does not need to write to an earlier file that is read-only", () => {
    const path = join(newFolder(), "file");
    writeFileSync(path, "old");
    chmodSync(path, 0o444);
    if (process.platform === "win32") return; // there, such a file cannot be replaced
    writeFileAtomically(path, text("new"));
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(existsSync(path)).toBe(true);
  });
});
