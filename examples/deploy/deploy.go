// Package deploy has the files of docs/deploy.md. Its tests run them where the
// programs are that they are for.
package deploy
