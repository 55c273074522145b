"use client";

/** Beneath the header, which stays. */
export { default } from "@/app/error";
