/** Where the app's chunk lies on the desk's own origin; written in by `scripts/build.ts`. */
declare const WIDGET_APP_URL: string;

const script = document.currentScript;
if (script instanceof HTMLScriptElement) void import(new URL(WIDGET_APP_URL, script.src).href);
