import type { ComponentChildren, JSX } from "preact";
import { ProblemError } from "../../client/problem-error.ts";
import { settingsAddress } from "../route.ts";
import { me } from "../session.ts";

/** Shows its content to admins; others are told, without a request that would be refused, who can help them. */
export function ForAdmins({ children }: { children: ComponentChildren }): JSX.Element {
  if (me.value === undefined) return <div class="lazy" aria-busy="true" />;
  return me.value.role === "admin" ? <>{children}</> : <AdminsOnly />;
}

/** What somebody sees who is no admin, or is none any more. */
export function AdminsOnly(): JSX.Element {
  return (
    <section class="card">
      <h2>For admins</h2>
      <p>
        Teams, keys and secrets are looked after by the admins of this desk. If you need something here, ask
        one of them: they are marked among the <a href={settingsAddress("people")}>people</a>.
      </p>
    </section>
  );
}

/** What was asked for, or undefined where the server says that it is not for us. */
export async function unlessForbidden<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (failure) {
    if (failure instanceof ProblemError && failure.code === "forbidden") return undefined;
    throw failure;
  }
}
