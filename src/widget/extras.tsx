import extrasStyle from "./extras.css";

export { ADDRESS_PROBLEM, isAddress } from "./address-field.tsx";
export { ContactFields } from "./contact-fields.tsx";
export { LeaveAddress } from "./leave-address.tsx";
export { MenuList } from "./menu-list.tsx";
export { saveFile } from "./save-file.ts";

/*
 * What an open chat needs only now and then, in a chunk of its own: the form for when nobody is there, the menu, files.
 */

/** To be adopted by the shadow root. */
export function extrasSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(extrasStyle);
  return sheet;
}
