import { LABEL_MAX, LABELS_MAX } from "../protocol/teams.ts";

/** What a page says in one attribute, or as a list: what the desk would refuse must not keep a customer from writing. */
export function labelList(labels: string | readonly string[] | undefined): readonly string[] | undefined {
  const list: string[] = [];
  for (const each of typeof labels === "string" ? labels.split(",") : (labels ?? [])) {
    const label = each.trim().toLowerCase();
    if (label && label.length <= LABEL_MAX && list.length < LABELS_MAX && !list.includes(label))
      list.push(label);
  }
  return list.length > 0 ? list : undefined;
}
