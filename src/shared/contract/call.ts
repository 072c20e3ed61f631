import type { z } from 'zod';

declare const resultType: unique symbol;

/** One call of the contract: the schema of its parameters, and (for the compiler only) its result. */
export interface CallSpec<Params extends z.ZodType, Result> {
  readonly params: Params;
  readonly [resultType]?: Result;
}

/** Declares a call: `takes(z.object({ … })).gives<Image>()`. */
export function takes<Params extends z.ZodType>(
  params: Params,
): { gives<Result>(): CallSpec<Params, Result> } {
  return { gives: () => ({ params }) };
}

export type ParamsOf<Spec> = Spec extends CallSpec<infer Params, unknown> ? z.infer<Params> : never;
export type ResultOf<Spec> = Spec extends { readonly [resultType]?: infer Result }
  ? Exclude<Result, undefined>
  : never;
