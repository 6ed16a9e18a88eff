export {
  MOST_RECIPE_CHANGE_BYTES,
  RECIPE_CHANGE_FILE,
  type RecipeChange,
  readRecipeChange,
  writeRecipeChange,
} from "./recipe-change.ts";
