// Package measure says how well labels agree: people with each other, and a model with people. It computes numbers from
// plain slices and knows neither files nor windows. Every figure is held against scikit-learn's, statsmodels' or PyPI
// krippendorff's on fixed data in its tests.
package measure
