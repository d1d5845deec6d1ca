// Package workbook reads and writes XLSX row by row, however large, and names what a damaged one has lost (decision 0502).
package workbook
