// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are references in env texts, not ours
// Env texts on which readers differ, stumble or agree. Each entry is read by every real consumer that a machine
// offers and compared with its model: `conformance.test.ts` does so with those that run anywhere.

export interface CorpusEntry {
  /** Unique; fit for a file name. */
  name: string
  text: string
}

const ENTRIES: Record<string, string> = {
  plain: "A=1\nB=two\n",
  "empty-file": "",
  "empty-values": "A=\nB=\"\"\nC=''\nD=  \n",
  "no-final-newline": "A=1\nB=2",
  crlf: 'A=1\r\nB="two"\r\n\r\n# note\r\nC=3\r\n',
  "lone-cr": "A=1\rB=2\rC=3\n",
  "mixed-ends": "A=1\nB=2\r\nC=3\n",
  "comments-and-blanks": "# head\n\n  # indented\n\t\nA=1\n#B=2\n; semicolon\n;C=3\n",
  "comment-after-bare": "A=1 # note\nB=1# note\nC=1#note\nD=#note\nE= # note\n",
  "comment-after-quoted": 'A="1" # note\nB=\'1\' # note\nC="1"# note\nD="a # b"\nE=\'a # b\'\n',
  "comment-ends-with-backslash": "# note \\\nA=1\nB=2\n",
  "spaces-around-equals": 'A = 1\nB= 2\nC =3\n  D=4\n\tE=5\nF = "6"\n',
  "trailing-blanks": "A=1  \nB=1\t\nC=\"1\"  \nD='1 '\n",
  "inner-blanks": "A=two words\nB=a  b\tc\n",
  export: "export A=1\nexport  B=2\n export C=3\nexport=4\nexport D\n",
  "single-quoted": "A='a b'\nB='a\"b'\nC='a`b'\nD='$HOME'\nE='a\\nb'\n",
  "double-quoted": 'A="a b"\nB="a\'b"\nC="a`b"\nD="$HOME"\nE="a\\nb"\nF="a\\tb"\nG="a\\rb"\n',
  backticks: "A=`a b`\nB=`a\"b'c`\n",
  "escaped-quotes": 'A="a \\"b\\" c"\nB=\'a \\\'b\\\' c\'\nC="a\\\\b"\nD="a\\\\"\nE=\'a\\\\b\'\n',
  "escapes-in-double-quotes": 'A="\\$X"\nB="\\`x"\nC="\\x41"\nD="\\a\\b\\f\\v"\nE="\\u00e9"\n',
  "backslashes-bare": "A=a\\b\nB=C:\\temp\\new\nC=a\\ b\nD=\\#x\nE=\\\\\nF=\\'\n",
  "backslash-before-newline": "A=one\\\ntwo\nB=2\nC=3\\\nD=4\n",
  "backslash-at-end-of-file": "A=1\nB=2\\",
  "backslash-newline-in-quotes": "A=\"one\\\ntwo\"\nB='one\\\ntwo'\nC=3\n",
  "many-lines-in-quotes": "A=\"one\ntwo\n# three\nB=4\"\nC='one\n\n two'\nD=`one\ntwo`\nE=5\n",
  "crlf-in-quotes": 'A="one\r\ntwo"\r\nB=3\r\n',
  "open-double-quote": 'A="one\nB=2\nC=3\n',
  "open-single-quote": "A='one\nB=2\nC='3'\n",
  "quote-on-the-line-below": 'A=\n"1"\nB=2\n',
  "quotes-inside": 'A=it\'s\nB=say "x"\nC=a\'b\'c\nD=a"b"c\n',
  "text-after-quotes": 'A="a"b\nB=\'a\'b\nC="a" b\nD="a"\'b\'\nE=\'a\' "b"\n',
  "quote-alone": "A=\"\nB='\nC=`\n",
  json: 'A={"a": 1, "b": [2]}\nB=\'{"a": 1}\'\n',
  variables:
    "A=1\nB=$A\nC=${A}\nD=\"${A}\"\nE='${A}'\nF=${NOPE}\nG=${NOPE:-x}\nH=${A:-x}\nI=${A:x}\nJ=$$\nK=${}\nL=a${A}b${C}c\n",
  "variable-before-its-key": "A=${B}\nB=1\nC=${B}\n",
  commands: "A=$(id)\nB=`id`\nC=a;id\nD=a&b\nE=a|b\nF=<x\n",
  duplicates: "A=1\nB=2\nA=3\n",
  "duplicate-without-value": "A=1\nA\nB=${A:-x}\n",
  keys: "a=1\nA.B=2\nA-B=3\n1A=4\n_=5\nÄ=6\nA B=7\n",
  "keys-quoted": "'A'=1\n\"B\"=2\nC'=3\n",
  "key-quoted-with-equals": "A=1\n'B=C'=2\n",
  "keys-for-docker": "a=1\nA.B=2\nA-B=3\n1A=4\n_=5\nÄ=6\n",
  "no-equals": "A\nB=2\njust words\nC=3\n",
  "no-key": "=1\nB=2\n==\n",
  "equals-in-value": "A=a=b\nB==\nC=a==\n",
  colon: "A: 1\nB:2\nC : 3\nD: 'four'\n",
  "hash-in-key": "A#B=1\nC=2\n",
  url: "A=redis://:p%40ss@198.51.100.9:6379/0\nB=http://example.test/?a=1&b=2#frag\n",
  unicode: 'A=é\nB=日本\nC=🎉\nD="é 🎉"\n',
  "odd-spaces": "A=\u00a01\u00a0\nB=1\u2003# x\nC=1\u2028D=2\n\u00a0E=3\nF=1\u0085\nG=1\x0bH=2\n\x0cI=1\n",
  "control-characters": "A=\x01\x1b[31m\nB=\x7f\nC=\x1c1\x1f\n",
  noncharacter: "A=1\nB=\ufdd0\n",
  "noncharacter-ffff": "A=1\nB=\uffff\nC=\u{1ffff}\n",
  prototype: "__proto__=1\nconstructor=2\ntoString=3\n",
  "long-value": `A=${"x".repeat(30_000)}\nB=2\n`,
  "scenario-backend":
    '# backend-python\nREDIS_URL=redis://127.0.0.1:6379/0\nCELERY_BROKER_URL=redis://127.0.0.1:6379/1\nYT_ACCOUNT_ID=account_a\nLOG_FORMAT="%(asctime)s %(message)s"\n\n# api\nAPI_PORT=3001\n',
  "scenario-cookie-extractor":
    "REDIS_HOST=198.51.100.90\nREDIS_PORT=6379\nREDIS_DB=2\nREDIS_PASSWORD='p#ss $word'\nQUEUE_NAME=cookie-refresh\n",
}

/** Texts with a byte that no reader can be given through every channel, or that readers' versions treat differently. */
const VERSION_DEPENDENT: Record<string, string> = {
  "byte-order-mark": "\ufeffA=1\nB=2\n",
}

export const CORPUS: readonly CorpusEntry[] = entriesOf(ENTRIES)
export const VERSION_DEPENDENT_CORPUS: readonly CorpusEntry[] = entriesOf(VERSION_DEPENDENT)

function entriesOf(texts: Record<string, string>): CorpusEntry[] {
  return Object.entries(texts).map(([name, text]) => ({ name, text }))
}
