import { render } from "preact";
import { App } from "./shell/App.tsx";
import "katex/dist/katex.min.css";
import "./style/tokens.css";
import "./style/page.css";
import "./style/parts.css";
import "./style/live.css";

const root = document.querySelector("#app");
if (root !== null) render(<App />, root);
