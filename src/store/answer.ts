/**
 * What is asked of a database: SQLite knows it at once, another will know it later. To await what is there already costs
 * a promise and a turn of the queue for each of the dozen functions on the way, several times what SQLite takes.
 */
export type Answer<T> = T | Promise<T>;

/** Goes on with an answer: at once if it is there. */
export function whenKnown<T, R>(answer: Answer<T>, goOn: (known: T) => Answer<R>): Answer<R> {
  return answer instanceof Promise ? answer.then(goOn) : goOn(answer);
}
