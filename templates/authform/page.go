package authform

// page is the login page. Its form has no action, which means the address of
// the page itself.
const page = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Log in{{with .Realm}} – {{.}}{{end}}</title>
<style>
:root { color-scheme: light dark; --edge: #767676; --strong: #1d4ed8; --bad: #b91c1c }
@media (prefers-color-scheme: dark) { :root { --edge: #9a9a9a; --strong: #2563eb; --bad: #fca5a5 } }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center }
main { width: min(22rem, 100vw - 3rem); padding: 1.5rem 0 }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere }
h1 + p { margin: .25rem 0 0 }
label { display: block; font-weight: 600; margin: 1rem 0 .25rem }
input, button { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem .75rem; border-radius: .4rem }
input { border: 1px solid var(--edge) }
button { margin-top: 1.5rem; border: 0; background: var(--strong); color: #fff; font-weight: 600; cursor: pointer }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px }
[role=alert] { color: var(--bad); border-left: .25rem solid; padding-left: .75rem; margin: 1rem 0 0 }
</style>
</head>
<body>
<main>
<h1>Log in</h1>
{{with .Realm}}<p>{{.}}</p>{{end}}
{{with .Error}}<p role="alert">{{.}}</p>{{end}}
<form method="post">
<label for="username">Name</label>
<input id="username" name="username" value="{{.Username}}" autocomplete="username" autocapitalize="none" spellcheck="false" required{{if not .Username}} autofocus{{end}}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required{{if .Username}} autofocus{{end}}>
<button name="authform">Log in</button>
</form>
</main>
</body>
</html>
`
