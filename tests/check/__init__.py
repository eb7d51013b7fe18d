"""Tests of what `coursegen check` asks, one file for each rule."""
