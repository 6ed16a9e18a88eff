import type { News } from "./news.ts";
import { validators } from "./validators.ts";

export function writeNews(news: News): string {
  return `${JSON.stringify(news)}\n`;
}

/** Throws where the text is not what `schema/news.schema.json` says. */
export function readNews(text: string, file: string): News {
  const value: unknown = JSON.parse(text);
  if (validators.news<News>(value)) return value;
  const [fault] = validators.news.errors ?? [];
  throw new Error(`${file} is no news of a run: ${fault?.instancePath || "it"} ${fault?.message}`);
}
