/** Whether Next's development server answers, which needs more of the browser than the built console. Inlined by the build. */
export const hotReload = process.env.NODE_ENV === "development";
