"use client"
import { createContext, useContext } from "react"

const NonceContext = createContext("")

export const NonceProvider = NonceContext.Provider

/** The page's nonce, for a library that puts style tags into the page by itself. */
export const useNonce = () => useContext(NonceContext)
