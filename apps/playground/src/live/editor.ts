import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

export type EditorOptions = {
  /** What the program is called, for those who hear it. */
  readonly label: string;
  readonly onChange: (source: string) => void;
  /** On Ctrl-Enter or Cmd-Enter. */
  readonly onRun: () => void;
};

/** A program in an editor. */
export type Editor = { setSource(source: string): void; close(): void };

/** Puts an editor into an element. The Tab key is left alone: it leads out, as everywhere in the page. */
export function openEditor(parent: HTMLElement, source: string, options: EditorOptions): Editor {
  const { label, onChange, onRun } = options;
  const run = {
    key: "Mod-Enter",
    run: () => {
      onRun();
      return true;
    },
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: source,
      extensions: [
        lineNumbers(),
        history(),
        indentOnInput(),
        bracketMatching(),
        javascript({ typescript: true }),
        syntaxHighlighting(classHighlighter),
        Prec.highest(keymap.of([run])),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setSource: (source) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: source } }),
    close: () => view.destroy(),
  };
}
