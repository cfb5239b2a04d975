const ON_THIS_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(?=[:/]|$)/;

/** The address of a host as it may be given, without a slash behind it. Without a scheme it is https, on this machine http. */
export function addressOf(host: string): string {
  const address = host.replace(/\/$/, "");
  if (address.includes("://")) return address;
  return `${ON_THIS_MACHINE.test(address) ? "http" : "https"}://${address}`;
}
