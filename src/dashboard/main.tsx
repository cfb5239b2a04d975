import { render } from "preact";
import { App } from "./app.tsx";
import { startPageTitle } from "./page-title.ts";
import { startRouter } from "./router.ts";

const root = document.getElementById("app");
if (root === null) throw new Error("The page has no #app to render into");
startRouter();
startPageTitle();
render(<App />, root);
