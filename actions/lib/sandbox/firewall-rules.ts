import type { PrivateHost } from "./sandbox.ts";

/** What the filter of one bridge is made from. */
export type Filter = {
  /** Chain of its own, which also marks its rules elsewhere: at most 28 characters. */
  readonly chain: string;
  /** The bridge's interface. */
  readonly bridge: string;
  /** Name servers of the containers, asked at port 53 only. */
  readonly resolvers: readonly string[];
  readonly allowed: readonly PrivateHost[];
  /** Built-in and docker chains that forwarded packets pass, the first of each. */
  readonly forwardHooks: readonly string[];
};

/**
 * Rules for `iptables-restore --noflush`. Packets from the bridge pass the chain in INPUT and FORWARD before
 * anything else: answers, name servers and allowed hosts go through, whatever other rules say; what is the
 * host's own, private, link-local, metadata or multicast is refused; the rest is left to the rules that follow.
 * An allowed host may be behind another bridge of docker's, which isolates bridges from each other both ways.
 */
export function filterRules(filter: Filter): string {
  const { chain, bridge, forwardHooks } = filter;
  const mark = `-m comment --comment ${chain}`;
  const answers = "-m conntrack --ctstate ESTABLISHED,RELATED";
  return table("filter", [
    `:${chain} - [0:0]`,
    ...verdicts(filter).map((verdict) => `-A ${chain} ${verdict}`),
    `-I INPUT -i ${bridge} ${mark} -j ${chain}`,
    ...forwardHooks.flatMap((hook) => [
      `-I ${hook} -o ${bridge} ${answers} ${mark} -j ACCEPT`,
      `-I ${hook} -i ${bridge} ${mark} -j ${chain}`,
    ]),
  ]);
}

/** Engine 28 and later drop packets to containers of other bridges in the raw table, before any filter. */
export function rawRules({ chain, bridge, allowed }: Filter): string {
  const mark = `-m comment --comment ${chain}`;
  return table(
    "raw",
    allowed.map(({ address }) => `-I PREROUTING -i ${bridge} -d ${address} -p tcp ${mark} -j ACCEPT`),
  );
}

/** No packet of IPv6 leaves the bridge. */
export function ipv6Rules({ chain, bridge }: Filter): string {
  const mark = `-m comment --comment ${chain}`;
  return table("filter", [
    `-I INPUT -i ${bridge} ${mark} -j DROP`,
    `-I FORWARD -i ${bridge} ${mark} -j DROP`,
  ]);
}

/** Rules that take back everything of `chain` that stands in a table, listed by `iptables -S`; "" for nothing. */
export function removalRules(name: "filter" | "raw", listing: string, chain: string): string {
  const lines = listing.split("\n");
  const marked = lines.filter((line) => line.includes(`--comment ${chain} `) && line.startsWith("-A "));
  const own = lines.includes(`-N ${chain}`) ? [`-F ${chain}`, `-X ${chain}`] : [];
  const rules = [...marked.map((line) => line.replace(/^-A/, "-D")), ...own];
  return rules.length > 0 ? table(name, rules) : "";
}

function verdicts({ resolvers, allowed }: Filter): string[] {
  const refuse = "-j REJECT --reject-with icmp-admin-prohibited";
  return [
    "-m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
    ...resolvers.flatMap((address) =>
      ["udp", "tcp"].map((protocol) => `-d ${address} -p ${protocol} --dport 53 -j ACCEPT`),
    ),
    ...allowed.map(({ address }) => `-d ${address} -p tcp -j ACCEPT`),
    `-m addrtype --dst-type LOCAL ${refuse}`,
    ...NOT_PUBLIC.map((range) => `-d ${range} ${refuse}`),
  ];
}

/** RFC 6890 and the metadata service of Azure, which has a public address. */
const NOT_PUBLIC = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "168.63.129.16/32",
  "224.0.0.0/4",
  "240.0.0.0/4",
];

function table(name: string, rules: readonly string[]): string {
  return [`*${name}`, ...rules, "COMMIT", ""].join("\n");
}
