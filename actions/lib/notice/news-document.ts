import { Ajv } from "ajv";
import schema from "../../../schema/news.schema.json" with { type: "json" };
import type { News } from "./news.ts";

export function writeNews(news: News): string {
  return `${JSON.stringify(news)}\n`;
}

/** Throws where the text is not what `schema/news.schema.json` says. */
export function readNews(text: string, file: string): News {
  const isNews = new Ajv({ allowUnionTypes: true }).compile<News>(schema);
  const value: unknown = JSON.parse(text);
  if (isNews(value)) return value;
  const [fault] = isNews.errors ?? [];
  throw new Error(`${file} is no news of a run: ${fault?.instancePath || "it"} ${fault?.message}`);
}
