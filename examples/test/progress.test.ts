import { afterEach, expect, it, vi } from "vitest";
import { showProgress } from "../digits/progress.ts";

const { isTTY, columns } = process.stdout;
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(process.stdout, { isTTY, columns });
});

it("leaves the terminal as it was, wherever Ctrl-C may stop it", () => {
  Object.assign(process.stdout, { isTTY: true, columns: 40 });
  const written: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  vi.spyOn(console, "log").mockImplementation(() => {});

  const progress = showProgress(100, 1);
  progress.update(1, 1, 0.5);
  const beforeStop = written.join("");
  progress.stop();

  expect(beforeStop).toContain("epoch 1/1");
  // Modes of a terminal: wrapping of lines, the cursor.
  expect(beforeStop).not.toContain("\x1b[?");
});
