/** What a program's text shows of what it does, in whatever language: by the names it uses. */
export type Traits = {
  readonly network: boolean;
  /** Runs a text, a program or a shell. */
  readonly executes: boolean;
  readonly decodes: boolean;
  readonly secrets: boolean;
  /** Starts what only running it tells: a command that it puts together itself. */
  readonly computes: boolean;
  /** Written so that nobody can read it. */
  readonly obfuscated: boolean;
};

const NETWORK =
  /\b(urllib\d?|urlopen|urlretrieve|requests\s*\.\s*(get|post|request|Session)|http\.client|httplib|aiohttp|httpx|ftplib|socketserver|XMLHttpRequest|WebSocket|EventSource|undici|node-fetch|LWP|HTTP::Tiny|IO::Socket|inet_aton|getprotobyname|open-uri|Net::HTTP|TCPSocket|UDPSocket|curl_init|fsockopen|stream_socket_client|luasocket|file\s*\(\s*DOWNLOAD|socket\.http|paramiko|smtplib)\b|\bfetch\s*\(|\bsocket\s*[.(]|\b(require|import)\s*\(?\s*["'](node:)?(https?|http2|net|tls|dgram|dns|axios|got|ws|request|superagent)["']|\bfrom\s+["'](node:)?(https?|net|tls|axios|got|ws)["']|\bimport\s+socket\b|\b(URI\.open|file_get_contents\s*\(\s*["'](https?|ftp):)|\/dev\/(tcp|udp)\/|\b(curl|wget)\s+(-|["']?https?:)|\/inet\/(tcp|udp)|\bstd::net::|\b(reqwest|ureq|hyper)::/;
const EXECUTES =
  /\b(exec|eval|execfile|(?<!\bre\.)compile|__import__|system|popen|Popen|subprocess|spawn|spawnSync|execSync|execFile|execFileSync|child_process|importlib|runpy|ctypes|instance_eval|class_eval|loadstring|dofile|shell_exec|passthru|proc_open|runInThisContext|runInNewContext|shell_output|Shell)\b|\bos\s*\.\s*(execute|exec[lv]|spawn)|\bio\s*\.\s*popen|\bnew\s+Function\b|\bFunction\s*\(|\bqx\b|%x[{([]|\bload\s*\(|pty\.spawn|\|\s*getline|\bconstructor\s*\(\s*["']|\bCommand::new\s*\(/;
const DECODES =
  /\b(b64decode|b32decode|b16decode|a85decode|b85decode|base64|atob|fromCharCode|unhexlify|fromhex|decompress|marshal\.loads|pickle\.loads|inflate\w*|gunzipSync|unzlib|MIME::Base64|decode_base64|str_rot13|gzinflate|base64_decode|rot_?13)\b|\bexec\s*\(\s*(?:bytes|bytearray|str|"")\s*[.(]|\bjoin\s*\(\s*(?:map\s*\(\s*chr|chr\s*\()|\bcodecs\s*\.\s*decode|["'](base64|hex)["']\s*\)|\bunpack\s*\(?\s*["'][uHhm]|\.pack\s*\(/;
/** A shell's call whose text is no literal, and calls by a name that is put together. */
const COMPUTES =
  /\b(?:os\s*\.\s*(?:system|popen|execute)|io\s*\.\s*popen|system|popen|shell_exec|passthru|getoutput)\b\s*\(?\s*[$@%]|\bsystem\s*\(\s*\w+\s*[(.+]|\b(?:os\s*\.\s*(?:execute|system|popen)|io\s*\.\s*popen)\s*\(\s*[a-z]|\b(?:__send__|public_send|Kernel\s*\.\s*send|call_user_func|getattr\s*\(\s*(?:os|subprocess|__builtins__))\b|\[\s*string\.char\b|\bstring\.char\s*\([\d\s,]{12,}/;
const SECRETS =
  /\.(ssh|gnupg|aws|kube|netrc|npmrc|pypirc|git-credentials|docker\/config\.json|config\/gh)\b|\bid_(rsa|ed25519|ecdsa)\b|\b(logins\.json|key4\.db|Login Data|Cookies|wallet\.dat|keystore)\b|\/etc\/shadow\b|\.(mozilla|config\/(google-chrome|chromium|BraveSoftware|discord))\b|\bprocess\.env\b(?!\s*[.[])|JSON\.stringify\(\s*process\.env/;

const RUNS_DOWNLOADS =
  /\b(exec|eval|system|Function)\s*\(?[^\n]{0,80}\b(urlopen|requests\.(get|post)|URI\.open|file_get_contents|LWP::Simple|fetch\s*\()|\.then\(\s*eval\b/;

/** In one line: whoever serves the address decides what runs. */
export function runsDownloads(text: string): boolean {
  return RUNS_DOWNLOADS.test(joinedLiterals(text.slice(0, LONGEST_TEXT)));
}

const LONGEST_LINE = 5000;
/** Characters; what is longer is no program that somebody wrote for a recipe. */
const LONGEST_TEXT = 1_000_000;

/** The last texts and their traits: every step that runs a file asks for those of the same text. */
const remembered = new Map<string, Traits>();
const MOST_REMEMBERED = 16;

export function traitsOf(text: string): Traits {
  const traits = remembered.get(text) ?? readTraits(text);
  remembered.set(text, traits);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  return traits;
}

function readTraits(whole: string): Traits {
  const text = whole.slice(0, LONGEST_TEXT);
  const plain = withoutEscapes(text);
  return {
    network: NETWORK.test(plain),
    executes: EXECUTES.test(plain),
    decodes: DECODES.test(plain),
    secrets: SECRETS.test(plain),
    computes: COMPUTES.test(plain),
    obfuscated: isObfuscated(text) || whole.length > LONGEST_TEXT,
  };
}

/** `\x63` and `\u0063` are the letters they stand for, in every language that has them; adjacent literals join. */
function withoutEscapes(text: string): string {
  const letters = text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u\{?([0-9a-fA-F]{4})\}?)/g,
    (whole, two?: string, four?: string) => {
      const code = Number.parseInt(two ?? four ?? "", 16);
      return code >= 32 && code < 127 ? String.fromCharCode(code) : whole;
    },
  );
  return joinedLiterals(letters);
}

/** `"cu" + "rl"`, and the same with the operators of Perl and PHP, of Lua and of awk. */
export function joinedLiterals(text: string): string {
  return text.replace(/(["'])[ \t]{0,9}(?:\+|\.{1,2}|&|~)?[ \t]{0,9}\1(?=[^"'\s,)\]}])/g, "");
}

function isObfuscated(text: string): boolean {
  const escapes = [...text.matchAll(/\\(?:x|u00)([0-9a-fA-F]{2})/g)].filter(([, code]) =>
    /[a-z]/i.test(String.fromCharCode(Number.parseInt(code ?? "", 16))),
  ).length;
  const names = new Set(text.match(/\b_0x[0-9a-f]{2,}\b/g)).size;
  const blob = /["'`][A-Za-z0-9+/=_-]{400,}["'`]/.test(text);
  const symbols = text.length > 200 && (text.match(/[[\]()!+]/g)?.length ?? 0) / text.length > 0.6;
  const runs = EXECUTES.test(withoutEscapes(text));
  return (
    names >= 3 ||
    symbols ||
    (escapes >= 12 && runs) ||
    (blob && runs) ||
    text.split("\n").some((line) => line.length > LONGEST_LINE && runs)
  );
}

/** Why a program should not run unread; null: nothing of it shows. */
export function dangerOf(
  traits: Traits,
): { readonly grade: "alarm" | "warning"; readonly why: string } | null {
  const { network, executes, decodes, secrets, obfuscated, computes } = traits;
  if (obfuscated) return { grade: "alarm", why: "which is written so that nobody can read it" };
  if (secrets) return { grade: "alarm", why: "which looks for keys, passwords or the builder's environment" };
  if (network && executes) return { grade: "alarm", why: "which uses the network and runs other code" };
  if (decodes && executes) return { grade: "alarm", why: "which decodes something and runs other code" };
  if (network) return { grade: "warning", why: "which uses the network" };
  if (computes) return { grade: "warning", why: "which starts commands that only running it tells" };
  return null;
}
