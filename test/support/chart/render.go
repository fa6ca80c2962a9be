// Renders a Helm chart's templates with the engine and functions that Helm uses (text/template, sprig), for the functions this chart needs.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v3"
)

func main() {
	var given struct {
		Chart, Release map[string]interface{}
		Values         map[string]interface{}
		Folder         string
	}
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		fail(err)
	}
	all := template.New("chart").Option("missingkey=zero")
	functions := sprig.TxtFuncMap()
	delete(functions, "env")
	delete(functions, "expandenv")
	functions["toYaml"] = func(value interface{}) (string, error) {
		var text bytes.Buffer
		encoder := yaml.NewEncoder(&text)
		encoder.SetIndent(2)
		err := encoder.Encode(value)
		return strings.TrimSuffix(text.String(), "\n"), err
	}
	functions["include"] = func(name string, data interface{}) (string, error) {
		var text bytes.Buffer
		err := all.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
	functions["required"] = func(warning string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(warning)
		}
		return value, nil
	}
	all.Funcs(functions)
	paths, _ := filepath.Glob(filepath.Join(given.Folder, "templates", "*"))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			fail(err)
		}
		if _, err := all.New(filepath.Base(path)).Parse(string(text)); err != nil {
			fail(err)
		}
	}
	rendered := map[string]string{}
	for _, path := range paths {
		name := filepath.Base(path)
		if strings.HasPrefix(name, "_") {
			continue
		}
		var text bytes.Buffer
		data := map[string]interface{}{"Values": given.Values, "Chart": given.Chart, "Release": given.Release}
		if err := all.ExecuteTemplate(&text, name, data); err != nil {
			fail(err)
		}
		rendered[name] = strings.ReplaceAll(text.String(), "<no value>", "")
	}
	json.NewEncoder(os.Stdout).Encode(rendered)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
