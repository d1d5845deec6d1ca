// Package columnar reads and writes Parquet.
package columnar
