/** The realtime app of every server that is measured. */
export const KEY = "benchmarkkey";
export const SECRET = "a secret that only signs benchmarks";
